"""Events from the site's repository: read from their pages, doubted where pages contradict themselves."""
