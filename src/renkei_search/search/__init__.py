"""Which initiatives answer this request, in what order, why, and how do they spread over the facets?"""
