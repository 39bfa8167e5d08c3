"""Workbooks as a second front door: what is said once of a sheet is written, read back, checked and returned.

    specification   what a sheet holds: fields, cells, words
    checking        a row as read, to its values or to the sentences that say what is wrong
    reading         a file nobody trusts, to its rows
    mapping         which column of a file of any make holds which field
    writing         the workbook people fill
    returning       the file people sent, with what is to be corrected in it

It knows no model, and asks no database. The processes that read know no Django either: the rooms themselves import
nothing, each name is taken from the module that holds it.
"""
