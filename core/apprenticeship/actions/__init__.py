"""What the commands of 师承备案 do."""
