"""How messages travel between installations: one interface, PostgreSQL alone or RabbitMQ under it."""
