"""The evidence pack (B8): what a shop hands to a platform that decides a dispute, as one PDF and as a ZIP.

`contents` reads and chooses, `limits` says what a platform takes, `masking` hides the buyer, `sheet` words it, `pdf`
draws, `archive` packs. Only what is stored with the case goes in; nothing is fetched.
"""
