"""The kernel: what every cog stands on. It imports no cog and knows no job."""
