from pathlib import Path
import sys, tempfile
from tests.bench.exchange import own
for w in sys.argv[2:]:
    with tempfile.TemporaryDirectory() as f:
        print(own.work(Path(f), w, sys.argv[1]))
