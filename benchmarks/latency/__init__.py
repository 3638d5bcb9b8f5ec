"""What does an ask cost: against peers, against trials and parameters, against arithmetic?"""
