"""Labour-market extracts: read, held against the register, taken in, and taken back."""
