# SPDX-License-Identifier: MIT
"""The same as one_task.c, for Locust's fast client"""
from locust import FastHttpUser, task


class OneTask(FastHttpUser):
    @task
    def get(self):
        self.client.get('/')
