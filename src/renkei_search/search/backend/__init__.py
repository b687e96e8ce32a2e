"""Which documents does a query tree find, with what score, and how do they spread over the facets?"""
