"""Whoever confirms real names: does a name belong to an ID number?"""
