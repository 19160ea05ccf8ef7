"""Rules of a form: conditions and formulas, trees of plain data that are compiled once a version.

``static/js/rules.js`` works them out in the browser with the same results.
"""
