"""仪器借用: the smallest programme that works; template and test subject, installed by no root."""
