"""Playbooks: what an agent does, step by step, for each kind of dispute, and what must not be said (R8).

`table.py` chooses one by kind of case, cause, reason and where the goods are; the other files are the playbooks
themselves, with the paragraph of the source that each step comes from. Pure.
"""
