"""Lists in Excel that are imported: read with every fault named, judged row by row, entered in commands."""
