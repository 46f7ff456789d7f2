"""Exercise folders -> Exercise, and the law every exercise must pass."""
