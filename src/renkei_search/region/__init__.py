"""What does a region do, compared with its peers?"""
