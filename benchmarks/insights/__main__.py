"""Measure the insights: python benchmarks/insights DATA [PART …] [--wheels DIR]

DATA is a folder of labelled comments. PARTs are own, ablation, public, telling and speed, all of them where
none is named; and cluster, which labels five million rows and takes the better part of an hour. With the
wheels of MiniLM and where BERTopic is installed (see peers.py), those are measured beside ours.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

PARTS = ("own", "ablation", "public", "telling", "speed")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, "cluster"])
    parser.add_argument("--wheels", type=Path)
    wanted = parser.parse_args()
    import ablation
    import cluster
    import own
    import public
    import speed
    import telling

    for part in wanted.parts or PARTS:
        if part == "own":
            own.main(wanted.data)
        elif part == "ablation":
            ablation.main(wanted.data)
        elif part == "public":
            public.main(wanted.data, wanted.wheels)
        elif part == "telling":
            telling.main(wanted.data)
        elif part == "cluster":
            cluster.main(wanted.data)
        else:
            speed.main(wanted.data, wanted.wheels)


if __name__ == "__main__":
    main()
