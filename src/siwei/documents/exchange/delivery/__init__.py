"""Delivery: outbox, handing over, receiving once, receipts, recall; above any transport."""
