"""The product's own grammar of DI and SW files, used when writing and when reading: what may stand where."""

from siwei.documents.exchange.grammar.checking import GrammarFault, check, grammar

__all__ = ["GrammarFault", "check", "grammar"]
