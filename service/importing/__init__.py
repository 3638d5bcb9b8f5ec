"""The command `trialwise import`: trials that ran elsewhere become trials of a study.

A source is a file (`csv_file`, `json_lines`) or a storage of Optuna (`optuna_storage`). Its trials
are checked here, where it is known in which line they stand (`checking`), and sent to a service
(`client`), which checks them once more and takes all of them or none.
"""
