"""Professional bad reviewers 职业差评师 (R4): signs, a score that explains itself, and entries that end by themselves.

It only advises: nothing here refuses, closes or answers anything, and a person decides on every entry.
"""
