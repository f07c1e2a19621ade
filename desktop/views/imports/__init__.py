"""Reading a workbook with a preview."""
