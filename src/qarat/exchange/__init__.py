"""Results of other tools in, results for other places out.

Reading: one module a tool (`lm_eval`, `inspect_ai`, `olmo_eval`, `olmes`, `nemo`), each of which turns files
into an `ImportedRun`; `load.load_run_or_foreign` chooses among them. Writing: `export`. An imported score is
the tool's own number; the samples beside it must give the same number again, or the result says that they
don't.
"""
