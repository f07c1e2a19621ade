"""Lists: query rows, tables, columns, exports."""
