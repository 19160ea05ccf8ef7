"""Forms from XLSForm workbooks (https://xlsform.org): survey, choices, settings."""
