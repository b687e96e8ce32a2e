"""The pages of explanation."""
