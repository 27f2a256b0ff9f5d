"""What makes a pair fit: each hard rule and each soft criterion, by name, with the reason it gives."""
