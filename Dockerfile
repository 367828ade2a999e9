# Not built where it was written: no Docker engine was at hand.
FROM python:3.12-slim
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY graph graph
COPY loaders loaders
COPY api api
COPY seeds seeds
RUN pip install --no-cache-dir -c constraints.txt . && useradd --create-home iscm
USER iscm
ENV ISCM_HOME=/home/iscm/data
EXPOSE 8000
CMD ["iscm", "serve", "--host", "0.0.0.0", "--public", "--cypher"]
