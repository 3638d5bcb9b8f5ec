"""How long does an ask take, and how much of that is HTTP?"""
