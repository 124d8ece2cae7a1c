"""Courses: Market > Module > Lesson > Section, the facts they rest on, and what pages show of them.

Words: a *market* is a target region, a *lesson* is what a reader finishes, a *fact* is one checkable statement. A
market is data: adding one is adding files. Published lessons keep their ids for ever, so that progress survives.
"""
