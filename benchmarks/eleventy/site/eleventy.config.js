// Eleventy with the smallest theme that shows everything.
import { feedPlugin } from "@11ty/eleventy-plugin-rss";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";

const SIZE = 20;

/** Return the pages of each tag, category, author and year: at most 20 posts each. */
function shelves(posts) {
  const found = new Map();
  for (const post of posts) {
    const { tags, category, author } = post.data;
    const names = tags.filter((tag) => tag !== "post").map((tag) => `tag/${tag}`);
    for (const name of [...names, `category/${category}`, `author/${author}`, `year/${post.date.getUTCFullYear()}`]) {
      found.set(name, [...(found.get(name) ?? []), post]);
    }
  }
  return [...found].flatMap(([name, all]) => {
    const url = `/${name.toLowerCase().replaceAll(" ", "-")}/`;
    const pages = [];
    for (let start = 0; start < all.length; start += SIZE) {
      pages.push({
        name,
        url: start ? `${url}${start / SIZE + 1}/` : url,
        next: start + SIZE < all.length ? `${url}${start / SIZE + 2}/` : "",
        posts: all.slice(start, start + SIZE),
      });
    }
    return pages;
  });
}

export default function (config) {
  config.addPlugin(syntaxHighlight);
  config.addPlugin(feedPlugin, {
    type: "atom",
    outputPath: "/feed.xml",
    collection: { name: "post", limit: SIZE },
    metadata: { language: "en", title: "Made up", base: "https://blog.example/", author: { name: "Ada Norling" } },
  });
  config.addPassthroughCopy("posts/**/*.{png,svg}");
  config.addCollection("newest", (collections) => collections.getFilteredByTag("post").reverse());
  config.addCollection("shelves", (collections) => shelves(collections.getFilteredByTag("post").reverse()));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
