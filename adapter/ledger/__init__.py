"""The one database: what is to be filed, what was sent, and what the GP system answered."""
