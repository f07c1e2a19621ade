"""`python -m server`: init, create-account, serve, add-sample-data, verify-audit, unbind."""

import sys

from server.cli import main

if __name__ == "__main__":
    sys.exit(main())
