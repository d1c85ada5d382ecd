"""What follows from facts and axioms, whether they are consistent, and why a statement holds."""
