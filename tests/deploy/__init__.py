"""What deploys the service, held to the service."""
