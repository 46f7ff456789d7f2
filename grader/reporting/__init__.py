"""What many reports say together: differences, points counted anew, agreement. Pure functions of reports."""
