"""Sealing of card secrets and personal inputs."""
