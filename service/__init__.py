"""The service: HTTP becomes questions to `models`, and answers become HTTP."""
