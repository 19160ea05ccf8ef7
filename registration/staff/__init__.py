"""The people of the office: who they are, what they may, how they sign in."""
