"""Fetching from public services, by a user with internet: guard (which addresses), client (politely), a module per service, save."""
