"""Which initiatives are related to a query, an initiative or a draft without matching it, and what do they share?"""
