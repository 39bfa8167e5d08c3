"""What a sheet holds, said once: `sheets.Sheet` of `sheets.Field`s, and `sheets.Book` of sheets with its passport.

`cells` is what was found there, `words` tells when two words are the same one, `wording` what a field takes.
"""
