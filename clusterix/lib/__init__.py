"""What every slice may use, and what knows no model and no app."""
