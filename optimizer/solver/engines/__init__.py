"""Other engines: any solver that PuLP knows is asked for a plan, in a process of its own, and nothing that it says is believed.

An *engine* is a program that searches for plans; the built-in one is `cutline`. `catalogue.py` lists the engines and how each takes
a time limit, a gap, threads and a start. `pulp_call.py` calls an engine through PuLP inside a process (`worker.py`) that
`engine_process.py` starts, guards and kills. `judging.py` checks each reply. The loop that checks selections in integers is in
`optimizer/search/exact/engine_search.py`. Read `catalogue.py` first.
"""
