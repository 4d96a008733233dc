"""Sealing (封存): a sealed record leaves its register and lies in the archive of sealed records, whole, nowhere else.

Nothing has to remember to leave it out of a list, a count, a search or an export: it is not there. A register is
sealed by declaring it once (`declaring`); what a record takes along, its history and what depends on it, follows from
the foreign keys (`removing`).
"""
