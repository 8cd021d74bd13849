//! Networks as files: `GraphML`, GEXF, and a table of edges.

use std::fmt::Write as _;

use super::{Edge, Network, Node};
use crate::exchange::csv::{guarded, write_row, writer};
use crate::exchange::xml::escaped;

/// How a network is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For visone, igraph, `NetworkX`, Gephi and others.
    GraphMl,
    /// For Gephi.
    Gexf,
    /// A table with a row for each edge.
    Csv,
}

impl Form {
    /// Returns the form of a file by its extension.
    pub fn of(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "graphml" => Some(Self::GraphMl),
            "gexf" => Some(Self::Gexf),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Returns what a file of a network holds.
pub fn written(network: &Network, form: Form) -> Vec<u8> {
    match form {
        Form::GraphMl => graphml(network).into_bytes(),
        Form::Gexf => gexf(network).into_bytes(),
        Form::Csv => csv(network),
    }
}

fn attribute(text: &str) -> String {
    escaped(text, true)
}

// Writing to a string cannot fail.

fn graphml(network: &Network) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (name, kind) in [("label", "string"), ("kind", "string"), ("uses", "int")] {
        let _ = writeln!(
            out,
            "  <key id=\"{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    for name in network.columns {
        let _ = writeln!(
            out,
            "  <key id=\"{name}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"double\"/>"
        );
    }
    out.push_str("  <graph edgedefault=\"undirected\">\n");
    for Node {
        id,
        label,
        kind,
        uses,
    } in &network.nodes
    {
        let _ = writeln!(
            out,
            "    <node id=\"{}\"><data key=\"label\">{}</data><data key=\"kind\">{kind}</data><data key=\"uses\">{uses}</data></node>",
            attribute(id),
            escaped(label, false)
        );
    }
    for edge in &network.edges {
        let (source, target) = ends(network, edge);
        let _ = write!(
            out,
            "    <edge source=\"{}\" target=\"{}\">",
            attribute(&source.id),
            attribute(&target.id)
        );
        for (name, figure) in network.columns.iter().zip(&edge.figures) {
            let _ = write!(out, "<data key=\"{name}\">{figure}</data>");
        }
        out.push_str("</edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

fn gexf(network: &Network) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n  \
         <graph defaultedgetype=\"undirected\">\n    <attributes class=\"node\">\n",
    );
    for (name, kind) in [("kind", "string"), ("uses", "integer")] {
        let _ = writeln!(
            out,
            "      <attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>"
        );
    }
    out.push_str("    </attributes>\n    <attributes class=\"edge\">\n");
    // The weight is a part of every edge there, and no attribute.
    let columns = || network.columns.iter().enumerate().skip(1);
    for (_, name) in columns() {
        let _ = writeln!(
            out,
            "      <attribute id=\"{name}\" title=\"{name}\" type=\"double\"/>"
        );
    }
    out.push_str("    </attributes>\n    <nodes>\n");
    for Node {
        id,
        label,
        kind,
        uses,
    } in &network.nodes
    {
        let _ = writeln!(
            out,
            "      <node id=\"{}\" label=\"{}\"><attvalues><attvalue for=\"kind\" value=\"{kind}\"/><attvalue for=\"uses\" value=\"{uses}\"/></attvalues></node>",
            attribute(id),
            attribute(label)
        );
    }
    out.push_str("    </nodes>\n    <edges>\n");
    for (number, edge) in network.edges.iter().enumerate() {
        let (source, target) = ends(network, edge);
        let _ = write!(
            out,
            "      <edge id=\"{number}\" source=\"{}\" target=\"{}\" weight=\"{}\"><attvalues>",
            attribute(&source.id),
            attribute(&target.id),
            edge.figures[0]
        );
        for (column, name) in columns() {
            let figure = edge.figures[column];
            let _ = write!(out, "<attvalue for=\"{name}\" value=\"{figure}\"/>");
        }
        out.push_str("</attvalues></edge>\n");
    }
    out.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out
}

fn csv(network: &Network) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rows = writer(&mut out, b',');
    let header = ["source", "source_label", "target", "target_label"];
    write_row(&mut rows, header.iter().chain(network.columns));
    for edge in &network.edges {
        let (source, target) = ends(network, edge);
        let names = [&source.id, &source.label, &target.id, &target.label];
        let names = names.into_iter().map(|name| guarded(name).into_owned());
        let figures = edge.figures.iter().map(f64::to_string);
        write_row(&mut rows, names.chain(figures));
    }
    drop(rows);
    out
}

fn ends<'a>(network: &'a Network, edge: &Edge) -> (&'a Node, &'a Node) {
    (&network.nodes[edge.source], &network.nodes[edge.target])
}
