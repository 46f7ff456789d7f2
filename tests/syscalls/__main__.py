"""Write the golden tables of the system call filters anew, after a rule was changed on purpose."""

from __future__ import annotations

from syscalls.expected import write

if __name__ == "__main__":
    write()
