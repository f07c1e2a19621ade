"""The whole program driven unseen: real server process, real HTTP, real windows, a picture of each step."""
