"""A row as read, to values: `rows.Checker` for a file, `rows.check_values` for a page, the same rules for both.

`grouping.group` says a mistake once, however often it was made.
"""
