"""Inside the wall. Standard library, numpy and torch only."""
