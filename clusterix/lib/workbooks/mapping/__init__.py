"""Which column of a file of any make holds which field: `headings.find_header` and `headings.suggest`.

It proposes, and a person decides; `personal` names the columns that no list of organisations may bring in.
"""
