// ram_1r1w: memory with one read and one write port, both synchronous.
// Read data appear one cycle after re_i and hold until the next read. A read of the word written in
// the same cycle gives the old word (read first). Contents start at zero (simulation and FPGA);
// nothing here resets them.
`default_nettype none

module ram_1r1w #(
  parameter WIDTH = 8,                  // bits, >= 1
  parameter DEPTH = 16,                 // words, >= 2
  parameter ADDR_WIDTH = $clog2(DEPTH)  // derived
) (
  input  wire                  clk_i,

  input  wire                  we_i,
  input  wire [ADDR_WIDTH-1:0] waddr_i,
  input  wire [WIDTH-1:0]      wdata_i,

  input  wire                  re_i,
  input  wire [ADDR_WIDTH-1:0] raddr_i,
  output wire [WIDTH-1:0]      rdata_o
);

  reg [WIDTH-1:0] mem [0:DEPTH-1];
  reg [WIDTH-1:0] rdata_q;

  assign rdata_o = rdata_q;

  always @(posedge clk_i) begin
    if (re_i) rdata_q <= mem[raddr_i];
  end

  always @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
  end

`ifndef SYNTHESIS
  // FPGA block RAM is configured with zeros anyway; word by word it costs Yosys minutes.
  integer i;
  initial begin
    for (i = 0; i < DEPTH; i = i + 1) mem[i] = {WIDTH{1'b0}};
  end
`endif

endmodule

`default_nettype wire
