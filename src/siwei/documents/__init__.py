"""貳 文書業務: correspondence and exchange, and what they both speak of, the content of a document."""
