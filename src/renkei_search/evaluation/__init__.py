"""How good are the answers? Judgments, measures, comparison, report."""
