"""After-sales cases: flows as tables, the engine that runs them, lines and quantities, evidence, remedies.

Owns everything that happens to a case. Must not know pages, jobs or connectors.
"""
